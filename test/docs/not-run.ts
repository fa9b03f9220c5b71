const image = 'needs a disk, a board or a running image; test/image does it on the real one';
const keys = 'asks for a pass phrase and makes the keys of a release; test/build/sign signs with such keys';
const simulator = 'runs beside a box; test/scripts/smgw-sim/manual.test.ts runs it';

/** Examples that a test cannot run on one box without an image, by file and first line: why, and what stands for them. */
export const notRun: Readonly<Record<string, string>> = {
  'README.md: npm run demo   # a simulated house with four cars on real Modbus sockets; prints `ready http://127.0':
    'test/scripts/demo starts it',
  'README.md: npm run image -- --target cm4-arm64   # as root on Debian: a disk to flash and a signed update, in b':
    image,
  "docs/backup.md: curl -u admin:PASSWORD https://ADDRESS/api/v1/restore -H 'content-type: application/json' -d '{\"pass":
    'the box restarts: test/site/backup.test.ts',
  'docs/certificates.md: openssl s_client -connect 127.0.0.1:8443 </dev/null | openssl x509 -noout -fingerprint -sha256':
    'test/site/https.test.ts',
  "docs/factory-reset.md: curl -u admin:PASSWORD https://ADDRESS:8443/api/v1/reset -H 'content-type: application/json' -d '{\"c":
    'the box is empty then: test/site/reset.test.ts',
  'docs/flashing.md: openssl x509 -in netwacht-root.pem -noout -fingerprint -sha256': image,
  'docs/flashing.md: N=netwacht-cm4-arm64-0.1.0': image,
  'docs/flashing.md: sudo rpiboot                 # the eMMC appears as a disk': image,
  'docs/flashing.md: zstd -d $N.img.zst && truncate -s 4G $N.img': image,
  'docs/image-tests.md: npm run test:image                                    # everything there is an image for; hours':
    image,
  'docs/release.md: openssl ecparam -genkey -name prime256v1 -noout | openssl ec -aes256 -out root.key': keys,
  'docs/release.md: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout release-2026.key -out re':
    keys,
  'docs/release.md: npm run image -- --target cm4-arm64 --release --keyring netwacht-root.pem --key release-2026.key --c':
    image,
  "docs/release.md: # all source packages of an image, from its bill; deb-src lines in apt's sources": image,
  'docs/replay.md: npm run replay -- recording.jsonl': 'test/firmware/control/replay runs it on recordings',
  'docs/smgw-sim.md: node scripts/smgw-sim.ts --scenario hks3 --curve bp256 --tls 1.3 --addr socks5 \\': simulator,
  "docs/smgw-sim.md: curl 'http://127.0.0.1:GATE/cnf?cmd=set_cm_vars&name=AVAIL&val=40'": simulator,
  "docs/updates.md: B=http://ADDRESS/api/v1; A='-u admin:PASSWORD'; J='content-type: application/json'": image,
  'docs/updates.md: curl $A -X PUT $B/updates/sources -H "$J" -d \'{"sources":["https://updates.example/netwacht/"]}\'':
    'test/site/updates.test.ts fetches from such an address',
};

/** JSON that is no part of a site document: answers, and settings of the image. */
export const notChecked: Readonly<Record<string, string>> = {
  'docs/dry-run.md: {': 'an answer; test/firmware/api/v1/dry-run.test.ts has it',
};
