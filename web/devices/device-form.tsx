import { useEffect, useRef, useState } from 'preact/hooks';
import type { Role, SiteDocument } from '../../firmware/api/shapes.ts';
import { putSecret, readPorts } from '../api/devices.ts';
import { useRead } from '../live/use-read.ts';
import { BoxSays } from '../part/box-says.tsx';
import { faultText } from '../part/fault-text.ts';
import { focusWrong } from '../part/field.tsx';
import { useFormFocus } from '../part/focus-return.ts';
import { FormButtons } from '../part/form-buttons.tsx';
import { Mark } from '../part/mark.tsx';
import { Problem } from '../part/problem.tsx';
import { keepsKeys } from '../part/role.ts';
import { SaveTrouble } from '../site/save-trouble.tsx';
import type { SiteDesk } from '../site/use-site.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';
import { answersTo } from './answers.ts';
import { BasicFields } from './basic-fields.tsx';
import type { DeviceDraft, DeviceEntry } from './device-draft.ts';
import { entryOf } from './device-entry.ts';
import type { FormTools } from './form-tools.ts';
import { FormulaFields } from './formula-fields.tsx';
import { missingIn } from './missing.ts';
import { DoubtFields, MoreFields } from './more-fields.tsx';
import { productName } from './product-name.ts';
import { expression, type Products } from './products.ts';
import { ReachFields } from './reach-fields.tsx';
import { SecretFields } from './secret-fields.tsx';
import { fieldOf, withDevice, withLine } from './site-devices.ts';
import { TestRead } from './test-read.tsx';

export interface DeviceStart {
  readonly draft: DeviceDraft;
  /** A line that the site gets along with it. */
  readonly line?: NonNullable<SiteDocument['lines']>[number] | undefined;
}

interface DeviceFormProps {
  readonly desk: SiteDesk;
  readonly products: Products;
  readonly start: DeviceStart;
  /** The device as it is called in the site; undefined: a new one. */
  readonly was?: string | undefined;
  readonly title?: string;
  readonly role: Role;
  readonly onDone: (id: string) => void;
  readonly onCancel: () => void;
}

/** Adds a device, changes or replaces one; can be read before it is saved. */
export function DeviceForm({ desk, products, start, was, title, role, onDone, onCancel }: DeviceFormProps) {
  const speech = useSpeech();
  const words = useDeviceWords();
  const w = words.form;
  const [draft, setDraft] = useState(start.draft);
  /** What the box said of a field, until that is changed. */
  const [wrong, setWrong] = useState<{ readonly field: keyof DeviceDraft; readonly said: string }>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const [opened, setOpened] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useFormFocus(form);
  const ports = useRead(readPorts, 'ports');
  const product = products.get(draft.definition);
  const called = product === undefined ? draft.definition : productName(product, words);
  const { site, trouble } = desk;
  const before = site?.devices?.find(({ id }) => id === was);
  const index = before === undefined ? (site?.devices?.length ?? 0) : (site?.devices?.indexOf(before) ?? 0);
  const answers = answersTo({ draft, product, productOf: products.get, site, was, words, speech });

  const [placed, setPlaced] = useState(false);
  useEffect(() => {
    if (trouble?.kind !== 'refused') return setPlaced(false);
    const { path, message } = trouble.failure;
    const field = fieldOf(path, index) ?? (path === `devices[${index}]` ? 'unitId' : undefined);
    setPlaced(field !== undefined);
    if (field === undefined) return;
    setWrong({ field, said: message });
    show(field);
  }, [trouble, index]);

  /** To a field, also where it stands behind the press for more. */
  function show(field: string): void {
    if (form.current?.querySelector(`.more-fields #device-${field}`) != null) setOpened(true);
    focusWrong(form.current);
  }

  const entry = (): DeviceEntry => entryOf(draft, product, before);

  /** The first thing that is wrong or missing; its field gets the focus. */
  function isComplete(): boolean {
    const missing = missingIn(draft, words);
    if (missing !== undefined) setWrong({ field: missing.field, said: '' });
    const bad = missing?.field ?? Object.entries(answers).find(([, answer]) => answer?.wrong !== undefined)?.[0];
    if (bad === undefined) return true;
    show(bad);
    return false;
  }

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy || desk.busy || !isComplete()) return;
    setBusy(true);
    const saved = await keep();
    setBusy(false);
    if (saved) onDone(draft.id.trim());
  }

  async function keep(): Promise<boolean> {
    const secret = draft.secret || (draft.secretPassword === '' ? '' : draft.id.trim().toLowerCase());
    if (draft.secretPassword !== '') {
      const user = draft.secretUser.trim();
      const outcome = await putSecret(secret, {
        password: draft.secretPassword,
        ...(user === '' ? {} : { user }),
      });
      if (!outcome.ok) {
        setFault(faultText(speech.words, outcome));
        return false;
      }
    }
    const wanted = entryOf({ ...draft, secret: draft.insecure ? '' : secret }, product, before);
    const name = wanted.name ?? wanted.id;
    return desk.save(
      (current) => {
        const lined = start.line === undefined ? current : withLine(current, start.line);
        return withDevice(lined, { ...entryOnTop(lined, was, wanted) }, was);
      },
      was === undefined ? words.said.added(name) : words.said.changed(name),
    );
  }

  const tools: FormTools = {
    draft,
    product,
    site: start.line === undefined || site === undefined ? site : withLine(site, start.line),
    ports: ports.value?.ports ?? [],
    maySetSecrets: keepsKeys(role),
    set(change) {
      setDraft((now) => ({ ...now, ...change }));
      setFault('');
      if (wrong !== undefined && wrong.field in change) setWrong(undefined);
    },
    field(name, note) {
      const answer = answers[name];
      const asked = wrong?.field === name ? missingIn(draft, words) : undefined;
      const said =
        wrong?.field !== name ? undefined : asked?.field === name ? (
          asked.said
        ) : wrong.said === '' ? undefined : (
          <>
            {words.wrong.refused} <BoxSays lead={speech.words.common.boxSays} message={wrong.said} />
          </>
        );
      return {
        id: `device-${name}`,
        value: draft[name],
        wrong: said ?? answer?.wrong,
        note: answer?.note ?? note,
        onValue: (value) => tools.set({ [name]: value } as Partial<DeviceDraft>),
      };
    },
  };

  return (
    <form ref={form} class="form device-form" onSubmit={(event) => void save(event)} noValidate>
      <h3>{title ?? (was === undefined ? called : w.edit(before?.name ?? was))}</h3>
      {(was !== undefined || product?.status === 'unverified') && (
        <p class="soft">
          {was !== undefined && called}{' '}
          {product?.status === 'unverified' && (
            <>
              <Mark tone="limited" /> {words.product.unconfirmedWhy}
            </>
          )}
        </p>
      )}
      {product !== undefined && product.quirks.length > 0 && (
        <details>
          <summary>{w.quirks}</summary>
          <ul class="quirks" lang="en">
            {product.quirks.map((quirk) => (
              <li key={quirk}>{quirk}</li>
            ))}
          </ul>
        </details>
      )}
      <ReachFields tools={tools} />
      <SecretFields tools={tools} />
      {draft.definition === expression && <FormulaFields tools={tools} />}
      <BasicFields tools={tools} isNew={was === undefined} />
      <DoubtFields tools={tools} />
      <details class="more-fields" open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary>{speech.words.common.more}</summary>
        <div class="form">
          <MoreFields tools={tools} isNew={was === undefined} />
        </div>
      </details>
      {readable(draft) &&
        (start.line === undefined ? (
          <TestRead
            version={JSON.stringify(draft)}
            entry={() => (isComplete() ? { ...entry(), id: was ?? draft.id } : undefined)}
            onFault={(path) => {
              const field = fieldOf(path, index);
              if (field !== undefined) setWrong({ field, said: '' });
            }}
          />
        ) : (
          <p class="note">{words.test.afterSaving}</p>
        ))}
      <Problem text={fault} />
      {(trouble?.kind === 'conflict' || !placed) && <SaveTrouble desk={desk} />}
      <FormButtons yes={speech.words.common.save} no={speech.words.common.cancel} busy={busy} onCancel={onCancel} />
    </form>
  );
}

/** Somebody else may have changed rules or limits of the device meanwhile: those stay theirs. */
function entryOnTop(site: SiteDocument, was: string | undefined, wanted: DeviceEntry): DeviceEntry {
  const now = site.devices?.find(({ id }) => id === was);
  if (now === undefined) return wanted;
  const { rules, limits, plan, fixedTag } = now;
  const theirs = Object.fromEntries(
    Object.entries({ rules, limits, plan, fixedTag }).filter(([, value]) => value !== undefined),
  );
  return { ...wanted, ...theirs };
}

/** Formulas are not read from a device; a charge point that speaks OCPP comes by itself. */
const readable = ({ reach }: DeviceDraft): boolean => reach !== 'none' && reach !== 'ocpp';
