import assert from 'node:assert/strict';
import fc from 'fast-check';
import { eventCodes, eventLanguages, type SiteEvent } from '../../../../firmware/domain/events.ts';
import { type ComposeItem, compose, plain } from '../../../../firmware/interfaces/events/compose.ts';
import { pushRequest } from '../../../../firmware/interfaces/events/push-template.ts';
import { speeches } from '../../../../firmware/interfaces/events/words/speech.ts';

const atMs = Date.UTC(2026, 10, 28, 18, 5);
const event = (change: Partial<SiteEvent> = {}): SiteEvent => ({
  ...{ code: 'gridLimit', severity: 'warning', stage: 'begins', subject: 'house', sinceMs: atMs, atMs },
  facts: { what: 'House connection', limitW: 4200 },
  ...change,
});
const item = (change: Partial<SiteEvent> = {}, names = false): ComposeItem => ({
  id: 'a1',
  event: event(change),
  names,
});
const around = { site: 'Kerkstraat 12', timeZone: 'Europe/Amsterdam', nowMs: atMs } as const;

describe('events in words', () => {
  it('says every code in every language with what it is about, each differently, over or not', () => {
    for (const language of eventLanguages) {
      const all = new Set<string>();
      for (const code of eventCodes)
        for (const stage of ['begins', 'over'] as const) {
          const { lines } = compose([item({ code, stage })], 0, { ...around, language });
          const sentence = lines[0]?.sentence ?? '';
          assert.ok(sentence.length > 10 && !/undefined|NaN/.test(sentence), `${language} ${code}: ${sentence}`);
          all.add(sentence);
        }
      assert.equal(all.size, eventCodes.length * 2, language);
    }
    const titles = eventLanguages.map((language) => compose([item()], 0, { ...around, language }).title);
    assert.deepEqual(titles, [
      'Kerkstraat 12: The grid operator limits House connection to 4.2 kW',
      'Kerkstraat 12: De netbeheerder begrenst House connection tot 4,2 kW',
      'Kerkstraat 12: Der Netzbetreiber begrenzt House connection auf 4,2 kW',
      'Kerkstraat 12: Le gestionnaire de réseau limite House connection à 4,2 kW',
    ]);
  });

  it('has a name for every thing that ends better than by "over"', () => {
    for (const language of eventLanguages)
      assert.deepEqual(Object.keys(speeches[language].ends), Object.keys(speeches.en.ends), language);
  });

  it('puts several into one, the gravest in the title, in the time of the site', () => {
    const many = Array.from({ length: 25 }, (_, n) => ({
      ...item({ code: 'sessionEnded', severity: 'info' }),
      id: `s${n}`,
    }));
    const worst = { ...item({ code: 'deviceLost', severity: 'fault', facts: { what: 'Garage' } }), id: 'worst' };
    const { title, text, priority, id } = compose([...many, worst], 3, { ...around, language: 'nl' });
    assert.equal(title, 'Kerkstraat 12: Garage antwoordt niet; veilige stromen gelden (en nog 25)');
    assert.deepEqual([id, priority], ['worst', 5]);
    assert.match(text, /^28-11-2026,? 19:05:00 {2}/);
    assert.match(text, /en nog 6\nNog 3 konden niet worden bewaard/);
  });

  it('names a person only where a rule wants it', () => {
    const facts = { what: 'Garage', person: 'Anna', energyWh: 12_300, costCt: 321, durationS: 4800 };
    const told = (names: boolean) =>
      compose([item({ code: 'sessionEnded', facts }, names)], 0, { ...around, language: 'de' }).lines[0]?.sentence ??
      '';
    assert.match(told(true), /^Laden an Garage beendet: Anna, 12,3 kWh, 3,21\s€, 1 h 20 min$/);
    assert.doesNotMatch(told(false), /Anna/);
  });

  it('a name can end no header: whatever stands in it, title, headers and lines stay single lines', () => {
    const evil = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.constant('E1\r\nBcc: x@evil.example\r\n\r\nhi'),
      fc.constant('\u202egnp.exe'),
    );
    fc.assert(
      fc.property(evil, evil, (what, site) => {
        const message = compose([item({ facts: { what } })], 0, { ...around, site, language: 'en' });
        assert.doesNotMatch(message.title, /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
        assert.equal(message.text.split(/[\r\n\u2028\u2029]/).length, 1);
        const { headers } = pushRequest(
          { shape: 'text', body: '{message}', headers: { title: '{title}' }, fields: {} },
          message,
        );
        assert.match(headers.title ?? '', /^[\x20-\x7e]*$/);
      }),
      { numRuns: 200 },
    );
    assert.equal(plain(' a\tb\nc '), 'a b c');
  });

  it('makes the three shapes of a push', () => {
    const message = compose([item({ facts: { what: 'Café', limitW: 4200 } })], 0, { ...around, language: 'en' });
    const text = pushRequest(
      { shape: 'text', body: '{message}', headers: { title: '{title}', priority: '{priority}' }, fields: {} },
      message,
    );
    assert.equal(text.headers.priority, '4');
    assert.match(text.headers.title ?? '', /^=\?UTF-8\?B\?[A-Za-z0-9+/=]+\?=$/);
    const fields = { title: '{title}', message: '{message}', priority: '{priority}', tag: 'x {code}', kind: '7' };
    const json = JSON.parse(pushRequest({ shape: 'json', body: '', headers: {}, fields }, message).body);
    assert.deepEqual([json.priority, json.tag, json.kind], [4, 'x gridLimit', 7]);
    assert.match(json.title, /limits Café to 4\.2 kW$/);
    const form = new URLSearchParams(pushRequest({ shape: 'form', body: '', headers: {}, fields }, message).body);
    assert.equal(form.get('title'), json.title);
  });
});
