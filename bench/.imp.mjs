const t=performance.now(); const c=process.cpuUsage();
if (process.argv[3]) await import(process.argv[3]);
const t1=performance.now();const c1=process.cpuUsage();
await import(process.argv[2]);
const u=process.cpuUsage(c1);
console.log(process.argv[2], process.argv[3]??'', 'ms', (performance.now()-t1).toFixed(0), 'cpu', ((u.user+u.system)/1000).toFixed(0));
