import { Mark } from './mark.tsx';

/** What went wrong and belongs to no field; read out. Empty text: nothing did. */
export const Problem = ({ text }: { text: string }) => (
  <div role="alert">
    {text !== '' && (
      <p class="problem">
        <Mark tone="fault" /> {text}
      </p>
    )}
  </div>
);

/** What went well; read out. */
export const Done = ({ text }: { text: string }) => (
  <div role="status">
    {text !== '' && (
      <p class="done">
        <Mark tone="ok" /> {text}
      </p>
    )}
  </div>
);
