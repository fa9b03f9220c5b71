// First import of every entry point: says in one sentence what is wrong when another Node runs it by mistake.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 11)) {
  console.error(
    `Netwacht needs Node 24.11 or later, this is ${process.version}: start it with npm (npm start, npm run demo).`,
  );
  process.exit(1);
}

export const nodeVersion = process.versions.node;
