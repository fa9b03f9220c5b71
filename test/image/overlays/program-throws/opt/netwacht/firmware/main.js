// A release whose program does not start: laid over the root by the image tests.
throw new Error('this release is broken on purpose (test/image)');
