import { GpioContacts } from '../../../drivers/contacts/gpio-contacts.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';

/** A program that holds GPIO lines until it is killed; run by a test. */
new GpioContacts({
  site: { kind: 'gpio', chip: 'gpiochip0', lines: [17, 27], bias: 'pull-up' },
  commands: JSON.parse(process.argv[2] ?? ''),
  timers: systemTimers,
  onChange: () => {},
  onTrouble: (message) => console.error(message),
});
setInterval(() => {}, 1000);
