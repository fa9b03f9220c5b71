import { readdirSync, readFileSync } from 'node:fs';
import { type RuleSetFile, ruleSetFile } from './rule-set-file.ts';

const folder = new URL('./presets/', import.meta.url);

/** The rule sets that are shipped, in order of their ids. They are read once, when somebody asks. */
export function shippedPresets(): () => readonly RuleSetFile[] {
  let read: readonly RuleSetFile[] | undefined;
  return () => {
    read ??= readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => {
        const file: unknown = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
        ruleSetFile.parse(file);
        return file as RuleSetFile;
      });
    return read;
  };
}
