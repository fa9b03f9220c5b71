import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { freePort } from '../../scripts/demo/free-port.ts';
import { dashboard } from '../../scripts/metrics/dashboard.ts';
import { Box } from './box.ts';

const prometheus = '/usr/bin/prometheus';
const promtool = '/usr/bin/promtool';

describe('a real Prometheus beside a whole box', () => {
  let box: Box;
  let folder = '';
  let database: ChildProcess | undefined;
  let url = '';

  before(async function () {
    if (![prometheus, promtool].every(existsSync)) {
      console.log('netwacht: Prometheus is skipped: it is not installed');
      return this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'netwacht-prometheus-'));
    box = await Box.open();
    await box.waitFor('cars charge', ({ state }) => (state.flow.chargePointsW ?? 0) > 2000);
    const expires = new Date(Date.now() + 86_400_000).toISOString();
    const { json } = await box.post('/api/v1/tokens', { name: 'prometheus', role: 'viewer', expires });
    writeFileSync(join(folder, 'token'), (json as { token: string }).token, { mode: 0o600 });
    const scrape = {
      ...{ job_name: 'netwacht', scrape_interval: '1s', scrape_timeout: '1s' },
      authorization: { credentials_file: join(folder, 'token') },
      static_configs: [{ targets: [`127.0.0.1:${box.port}`] }],
    };
    // JSON is YAML too.
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: [scrape] }));
    const port = await freePort(0);
    url = `http://127.0.0.1:${port}`;
    database = spawn(
      prometheus,
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
  });
  after(async () => {
    if (database !== undefined) {
      const gone = new Promise((resolve) => database?.once('exit', resolve));
      database.kill('SIGKILL');
      await gone;
    }
    await box?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  /** The value of a question that has one answer; undefined while there is none. */
  async function ask(question: string): Promise<number | undefined> {
    const reply = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(question)}`);
    const { data } = (await reply.json()) as { data?: { result: { value: [number, string] }[] } };
    const [first] = data?.result ?? [];
    return first === undefined ? undefined : Number(first.value[1]);
  }

  it('scrapes it with a viewer token, and sees what the cars draw', async () => {
    await box.until('the box is up', async () => (await ask('up{job="netwacht"}')) === 1);
    await box.until('it sees what the cars draw', async () => {
      const seenW = (await ask('netwacht_flow_watts{place="charge_points"}')) ?? 0;
      const { chargePoints } = (await box.look())?.plant ?? assert.fail('no state');
      const drawnW = Object.values(chargePoints).reduce((sum, { powerW }) => sum + powerW, 0);
      return seenW > 2000 && Math.abs(seenW - drawnW) < 0.1 * drawnW;
    });
  });

  it('has a value for every question of the dashboard', async () => {
    await box.setVariable('AVAIL', 60);
    const nothing = new Set<string>();
    const questions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    assert.ok(questions.length > 12);
    for (const expr of questions) {
      const asked = expr.replaceAll('$instance', '.*').replaceAll('$circuit', '.*');
      await box.until(`${asked} is understood`, async () => {
        const reply = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(asked)}`);
        if (reply.status !== 200) throw new Error(await reply.text());
        const value = await ask(asked);
        if (value !== undefined) nothing.delete(asked);
        return value !== undefined;
      });
    }
    assert.deepEqual([...nothing], []);
  });

  it('finds no fault in the text, nor in the rules for alarms', async () => {
    const { text } = await box.get('/metrics');
    const metrics = spawnSync(promtool, ['check', 'metrics'], { input: text, encoding: 'utf8' });
    assert.equal(
      metrics.stderr
        .split('\n')
        .filter((line) => line.includes('netwacht_'))
        .join('\n'),
      '',
    );
    const rules = spawnSync(promtool, ['check', 'rules', 'scripts/metrics/alerts.yml'], { encoding: 'utf8' });
    assert.equal(rules.status, 0, rules.stderr + rules.stdout);
  });

  it('is given the dashboard that the file has', () => {
    assert.deepEqual(JSON.parse(readFileSync('scripts/metrics/grafana.json', 'utf8')), dashboard);
  });
});
