// A sandbox in a process of its own, as `lingpai sandbox` starts it.
process.argv.push('sandbox', '--port', process.env.SANDBOX_PORT);
await import('../../bin/lingpai.js');
