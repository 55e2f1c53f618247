process.stdout.write(`spinning as ${process.pid}\n`);
// A start that never gives the event loop back.
for (;;);
