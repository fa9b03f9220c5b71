import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';

const scripts = globSync(['build/overlay/usr/lib/netwacht/*', 'build/overlay/**/*.sh']).sort();
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

describe('the scripts of the image', () => {
  it('are there', () => assert.ok(scripts.length >= 2));

  for (const script of scripts) {
    it(`are POSIX shell that may be run: ${script}`, () => {
      assert.ok(readFileSync(script, 'utf8').startsWith('#!/bin/sh\n'));
      accessSync(script, constants.X_OK);
    });

    it(`have no fault that shellcheck knows: ${script}`, function () {
      if (!hasShellcheck) this.skip();
      assert.equal(spawnSync('shellcheck', [script], { encoding: 'utf8' }).stdout, '');
    });
  }
});
