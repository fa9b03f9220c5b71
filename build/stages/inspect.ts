import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const setIds = 0o6000;
const writableForAll = 0o002;
const sticky = 0o1000;

/** Doors that no image has: a sign-in, a shell by the network, another's remote access. */
const doors = /(^|\/)(sshd|dropbear|telnetd|in\.telnetd|agetty|getty|sulogin|login|su|sudo|pkexec)$/;
const privateKey = Buffer.from('-----BEGIN ');
const largestKeyBytes = 64 * 1024;

/**
 * What is wrong with a root before it is packed, a sentence for each (S1, S18, S21, S23): a way to more rights, a password, a
 * door, a secret that every box would share. Empty when nothing is.
 */
export function faultsOfRoot(tree: string): readonly string[] {
  return [...faultsBelow(tree, ''), ...passwordFaults(tree)];
}

function faultsBelow(tree: string, folder: string): string[] {
  return readdirSync(join(tree, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink()) return doors.test(path) && /^(usr\/)?s?bin\//.test(path) ? [`${path} is a way in`] : [];
    const inside = entry.isDirectory() ? faultsBelow(tree, path) : [];
    return [...faultsAt(tree, path), ...inside];
  });
}

function faultsAt(tree: string, path: string): string[] {
  const at = join(tree, path);
  const stat = lstatSync(at);
  const faults: string[] = [];
  // Nodes like /dev/null are for everybody.
  const plain = stat.isFile() || stat.isDirectory();
  if (plain && (stat.mode & writableForAll) !== 0 && (stat.mode & sticky) === 0)
    faults.push(`${path} can be written by everybody`);
  if (!stat.isFile()) return faults;
  if ((stat.mode & setIds) !== 0) faults.push(`${path} runs as somebody else than its caller`);
  if (doors.test(path) && /^(usr\/)?s?bin\//.test(path)) faults.push(`${path} is a way in`);
  if (stat.size <= largestKeyBytes && stat.size > 0 && holdsKey(readFileSync(at)))
    faults.push(`${path} holds a private key, which every box would share`);
  return faults;
}

/** A PEM file that begins with, or goes on to, a private key; not a program that merely knows the words. */
function holdsKey(content: Buffer): boolean {
  if (!content.includes(privateKey)) return false;
  return /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\r?$/m.test(content.toString('latin1'));
}

/** In /etc/shadow every account is locked: `*`, `!`, `!*`. */
function passwordFaults(tree: string): string[] {
  const shadow = readFileSync(join(tree, 'etc/shadow'), 'utf8');
  return shadow
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [name = '', password = ''] = line.split(':');
      return /^[!*]+$/.test(password) ? [] : [`etc/shadow: ${name} has a password, or needs none`];
    });
}
