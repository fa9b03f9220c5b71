import assert from 'node:assert/strict';
import { addressBytes, oneText, solicited } from './addresses.ts';
import { arp, broadcast, checksum, macOf, neighbourMessage, read, tcp, tcpFlag, udp } from './frames.ts';

const segment = {
  fromMac: macOf('52:54:00:00:00:01'),
  toMac: macOf('52:54:00:00:00:02'),
  from: '10.0.2.77',
  to: '10.0.2.15',
};

describe('frames of a wire', () => {
  it('have the checksum of RFC 1071: its own example', () => {
    assert.equal(checksum(Buffer.from('0001f203f4f5f6f7', 'hex')), ~0xddf2 & 0xffff);
    assert.equal(checksum(Buffer.from([0x12])), ~0x1200 & 0xffff, 'an odd byte is the upper half of its word');
  });

  it('make a SYN whose head and content sum up to nothing, as the receiver checks it', () => {
    const head = { fromPort: 40_000, toPort: 443, sequence: 1000, acknowledged: 0, flags: tcpFlag.syn };
    const frame = tcp(segment, head);
    const ip = frame.subarray(14, 34);
    const body = frame.subarray(34, 54);
    assert.equal(checksum(ip), 0);
    const pseudo = Buffer.concat([addressBytes(segment.from), addressBytes(segment.to), Buffer.from([0, 6, 0, 20])]);
    assert.equal(checksum(pseudo, body), 0);
    assert.deepEqual(read(frame), { kind: 'tcp', from: segment.from, to: segment.to, ...head });
  });

  it('carry a datagram there and back', () => {
    const heard = read(udp(segment, 40_000, 5353, Buffer.from('a question to everybody')));
    assert.ok(heard?.kind === 'udp');
    assert.deepEqual(
      [heard.fromPort, heard.toPort, heard.content.toString()],
      [40_000, 5353, 'a question to everybody'],
    );
  });

  it('ask for a card and read the answer', () => {
    const ask = arp(1, { ...segment, toMac: broadcast });
    assert.equal(ask.length, 60, 'no frame is shorter than Ethernet allows');
    assert.deepEqual(read(ask), {
      ...{ kind: 'neighbour', what: 'ask', fromMac: segment.fromMac, from: segment.from, to: segment.to },
    });
  });

  it('name the port that an ICMP message says to be unreachable', () => {
    const inner = udp({ ...segment, from: segment.to, to: segment.from }, 40_000, 161, Buffer.from('knock'));
    const quoted = inner.subarray(14, 14 + 28);
    const frame = tcp(segment, { fromPort: 1, toPort: 2, sequence: 0, acknowledged: 0, flags: 0 }).subarray(0, 34);
    const ip = Buffer.from(frame);
    ip[14 + 9] = 1;
    const icmp = Buffer.concat([Buffer.from([3, 3, 0, 0, 0, 0, 0, 0]), quoted]);
    ip.writeUInt16BE(20 + icmp.length, 16);
    assert.deepEqual(read(Buffer.concat([ip, icmp])), {
      ...{ kind: 'unreachable', from: segment.from, to: segment.to, protocol: 17, port: 161 },
    });
  });

  it('do the same over IPv6: a SYN with its checksum, the question for a card and its answer', () => {
    const [from, to] = [oneText('fe80::77'), oneText('fe80::5054:ff:fe4e:5702')];
    const six = { ...segment, from, to };
    const head = { fromPort: 40_000, toPort: 80, sequence: 1, acknowledged: 0, flags: tcpFlag.syn };
    const frame = tcp(six, head);
    const pseudo = Buffer.concat([addressBytes(from), addressBytes(to), Buffer.from([0, 0, 0, 20, 0, 0, 0, 6])]);
    assert.equal(checksum(pseudo, frame.subarray(54, 74)), 0);
    assert.deepEqual(read(frame), { kind: 'tcp', from, to, ...head });

    const group = solicited(to);
    assert.equal(group.address, oneText('ff02::1:ff4e:5702'));
    assert.equal(group.mac.toString('hex'), '3333ff4e5702');
    const card = { kind: 'neighbour', fromMac: segment.fromMac };
    const ask = neighbourMessage({ ...six, to: group.address, toMac: group.mac }, 'ask', to);
    assert.deepEqual(read(ask), { ...card, what: 'ask', from, to });
    assert.deepEqual(read(neighbourMessage(six, 'answer', from)), { ...card, what: 'answer', from, to });
  });

  it('say nothing where a frame is cut short or not ours', () => {
    assert.equal(read(Buffer.alloc(20)), undefined);
    assert.equal(read(Buffer.alloc(64)), undefined);
  });
});
