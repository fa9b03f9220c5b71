export const en = {
  help: {
    title: 'For whoever helps',
    does: 'One file that tells how the box is: version, faults, lines, what is measured and limited now, settings, storage, clock, and the last lines of the log.',
    secrets:
      'There are no passwords, PINs, card numbers, tokens or keys in it, and no names of persons and cards. Names of devices and circuits, addresses in your network and the short names (ids) of users stay: somebody has to find the fault.',
    take: 'Download the file',
  },
  tail: {
    title: 'The log now',
    does: 'The last 200 lines, kept in memory. The box writes them in English.',
    level: 'Show',
    levels: { debug: 'everything', info: 'what happens', warn: 'warnings and faults', error: 'faults' },
    names: {
      ...{ trace: 'detail', debug: 'detail', info: 'info', warn: 'warning', error: 'fault' },
      fatal: 'end of the program',
    },
    follow: 'Follow',
    stands: 'It stands still; new lines are not shown.',
    none: 'No line of this kind yet.',
    reading: 'Reading …',
    lines: 'Lines of the log, oldest first',
    unsynced: 'clock not set',
  },
  recording: {
    title: 'Recording',
    does: 'Writes down each second all that the box reads and decides, so that a decision can be played again and explained. It never holds the box up.',
    persons:
      'A recording holds the settings as they are, with names of persons and numbers of cards, and says to the second when a car charged. Give it only to somebody you trust.',
    none: 'There is no recording.',
    runs: 'It records.',
    since: 'Since',
    until: 'Until',
    size: 'Size',
    minutes: 'Minutes',
    minutesNote: '1 to 1440, a day. It ends by itself.',
    minutesWrong: 'A whole number from 1 to 1440.',
    start: 'Start recording',
    replaces: 'A recording is there already. Start a new one in its place? The old one is gone then.',
    yes: 'Replace it',
    stop: 'Stop recording',
    take: 'Download the recording',
    ended: {
      asked: 'It was stopped.',
      time: 'Its time was over.',
      size: 'It had become as large as it may.',
      diskFull: 'It ended because the disk was nearly full.',
      diskSlow: 'It ended because the disk was too slow.',
      writeFailed: 'It ended because the disk did not take it.',
      program: 'It ended with a restart of the program.',
    },
    noRoom: 'There is too little room on the disk for a recording. Nothing was begun.',
  },
};

/** Every word of the section of the log. */
export type LogWords = typeof en;
