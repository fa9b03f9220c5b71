import Mocha from 'mocha';

/** A dot for each test; of a file with failures what failed and how. Nothing for a file without. */
export class LaneReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.on('pass', () => void process.stdout.write('.'));
    runner.on('pending', () => void process.stdout.write(','));
    runner.on('fail', () => void process.stdout.write('!'));
    runner.once('end', () => {
      if (this.failures.length === 0) return;
      process.stdout.write('\n');
      Mocha.reporters.Base.list(this.failures);
    });
  }
}
