import { writeFileSync, createWriteStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
const { startDemo } = await import('/work/main/scripts/demo/running.ts');
const { compileProgram } = await import('/work/main/scripts/compile.ts');
const { freePort } = await import('/work/main/scripts/demo/free-port.ts');
const port = await freePort(0);
const running = await startDemo({ port: 0, scenario: 'many:60', seed: 1, program: compileProgram(), env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` }, say: (s) => console.log(s) });
console.log(running.url, running.password, port);
const [t] = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
const ws = new WebSocket(t.webSocketDebuggerUrl);
await new Promise((r) => ws.addEventListener('open', r));
let id = 0; const wait = new Map(); let out;
ws.addEventListener('message', ({ data }) => { const m = JSON.parse(data); if (m.id) wait.get(m.id)?.(m); else if (m.method === 'HeapProfiler.addHeapSnapshotChunk') out?.write(m.params.chunk); });
const call = (method, params) => new Promise((r) => { id += 1; wait.set(id, r); ws.send(JSON.stringify({ id, method, params })); });
const start = Date.now();
for (let k = 0; k < 60; k += 1) {
  await call('HeapProfiler.collectGarbage'); await pause(100); await call('HeapProfiler.collectGarbage');
  const { result } = await call('Runtime.getHeapUsage');
  const min = (Date.now() - start) / 60000;
  console.log(min.toFixed(1), ((result.usedSize + result.backingStorageSize) / 1e6).toFixed(2));
  if ([5, 25, 40].includes(k)) { out = createWriteStream(`/tmp/tools/heap/s${k}.heapsnapshot`); await call('HeapProfiler.takeHeapSnapshot', { reportProgress: false }); await new Promise((r) => out.end(r)); out = undefined; console.log('snapshot', k); }
  await pause(60000);
}
await running.stop();
