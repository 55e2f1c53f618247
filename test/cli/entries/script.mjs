process.stdout.write('a job, no server\n');
