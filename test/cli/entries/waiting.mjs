process.stdout.write(`waiting as ${process.pid}\n`);
setInterval(() => {}, 1000);
