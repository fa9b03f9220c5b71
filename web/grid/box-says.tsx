import { BoxSays as Says } from '../part/box-says.tsx';
import { useGridWords } from '../words/grid/speech.ts';

/** A sentence of the box itself, which is English. */
export const BoxSays = ({ message }: { message: string }) => <Says lead={useGridWords().boxSays} message={message} />;
