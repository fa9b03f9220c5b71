import { createContext } from 'preact';

/** Whether nobody has signed in and reads are open: then the box tells less than to a viewer who has (decision 076). */
export const AnybodyContext = createContext(false);
