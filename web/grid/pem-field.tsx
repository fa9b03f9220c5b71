import type { ComponentProps } from 'preact';
import { PemField as AnyPemField } from '../part/pem-field.tsx';
import { useGridWords } from '../words/grid/speech.ts';

/** A certificate as text, pasted or from a file. */
export function PemField(props: Omit<ComponentProps<typeof AnyPemField>, 'file'>) {
  const w = useGridWords();
  return <AnyPemField {...props} file={w.channels.form.file} />;
}
