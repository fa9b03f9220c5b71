/** The pictures of the page, each drawn on 24 by 24 with one line; a picture only, the word always stands beside it. */
const lines = {
  now: 'M3 13h4l2.5-7 4 13 2.5-6h5',
  history: 'M4 4v16h16M8 15l3.5-4 3 2.5L20 8',
  sessions: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6',
  grid: 'M12 3v18M6 8h12M4 13h16M8 21l4-13 4 13',
  rules: 'M4 6h9M17 6h3M15 4v4M4 12h3M11 12h9M9 10v4M4 18h9M17 18h3M15 16v4',
  devices:
    'M7 3h7a1 1 0 0 1 1 1v17H6V4a1 1 0 0 1 1-1zM11 7l-2 4h3l-2 4M15 12h2a2 2 0 0 1 2 2v3a1.5 1.5 0 0 0 3 0V9l-3-3',
  settings:
    'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M5.3 18.7l2.1-2.1M16.6 7.4l2.1-2.1',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  up: 'M5 15l7-7 7 7',
  down: 'M5 9l7 7 7-7',
  add: 'M12 5v14M5 12h14',
  remove: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  upload: 'M12 16V5M7 9l5-5 5 5M4 20h16',
  print: 'M7 9V3h10v6M5 9h14a1 1 0 0 1 1 1v7h-3M4 17v-7a1 1 0 0 1 1-1M7 14h10v7H7z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21',
  house: 'M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6',
  circuit: 'M12 3v5M6 21v-5a3 3 0 0 1 3-3h6a3 3 0 0 1 3 3v5M12 8v13M9.5 8h5',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7',
  card: 'M3 6h18v12H3zM3 10h18M6 14.5h4',
  tariff: 'M18 7a6 6 0 1 0 0 10M3 10.5h9M3 13.5h8',
  plan: 'M4 5h16v15H4zM4 10h16M8 3v4M16 3v4M8 14h3M8 17h6',
  cloud: 'M7 18a4.5 4.5 0 0 1 .4-9A6 6 0 0 1 19 10.5 3.8 3.8 0 0 1 18 18z',
  lock: 'M6 11h12v10H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11',
  box: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  log: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7',
  line: 'M3 12h5M16 12h5M8 9v6M8 9h8v6H8M11 9v6',
  meter: 'M4 4h16v16H4zM7 8h10v4H7zM8 16h2M14 16h2',
  solar:
    'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5',
  battery: 'M3 8h15v9H3zM18 11h3v3h-3M7 10.5v4M11 10.5v4',
  car: 'M4 16v-4l2-5h12l2 5v4zM4 12h16M7 16v2M17 16v2M7.5 14h1M15.5 14h1',
  message: 'M4 5h16v11h-9l-5 4v-4H4z',
  out: 'M13 5h6v6M19 5l-9 9M11 6H5v13h13v-6',
} as const;

export type IconName = keyof typeof lines;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={lines[name]} />
    </svg>
  );
}
