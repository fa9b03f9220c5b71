import { readPort } from '../api/ocpp.ts';
import { useRead } from '../live/use-read.ts';
import { useDeviceWords } from '../words/devices/speech.ts';
import { useSpeech } from '../words/speech.ts';

/** A charge point knocks again and again. */
const everyMs = 5_000;

/** Charge points that came by OCPP and were not let in, because nobody has entered them: each can be added by one press. */
export function OcppSeen({ onTake }: { readonly onTake: (identity: string) => void }) {
  const { time } = useSpeech();
  const w = useDeviceWords().add;
  const port = useRead(readPort, 'ocpp-port', everyMs).value;
  const known = new Set(port?.chargeBoxes.map(({ identity }) => identity));
  const seen = (port?.seen ?? []).filter(({ identity }) => !known.has(identity));
  if (seen.length === 0) return null;
  return (
    <div class="ocpp-seen">
      <h3>{w.ocppSeen}</h3>
      <ul class="found-list">
        {seen.map(({ identity, address, lastAt, why }) => (
          <li key={identity} data-seen={identity}>
            <b>{identity}</b>
            <p class="soft">
              {w.ocppFrom(address, time(lastAt, new Date().toISOString()))}
              <br />
              <q lang="en">{why}</q>
            </p>
            <div class="buttons">
              <button class="main-button" type="button" onClick={() => onTake(identity)}>
                {w.ocppTake(identity)}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
