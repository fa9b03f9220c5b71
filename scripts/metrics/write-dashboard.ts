// Writes the dashboard for Grafana: node scripts/metrics/write-dashboard.ts > scripts/metrics/grafana.json
import { dashboard } from './dashboard.ts';

process.stdout.write(`${JSON.stringify(dashboard, null, 2)}\n`);
