/** A sentence of the box itself, which is English; `lead` says so in the language of the page. */
export const BoxSays = ({ lead, message }: { lead: string; message: string }) => (
  <span class="box-says">
    {lead} <q lang="en">{message}</q>
  </span>
);
