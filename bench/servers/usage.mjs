/** The processor time of this process, of all its threads, since the last time it was asked for. */
export function usageMeter() {
  let last = process.cpuUsage();
  return {
    async usage() {
      const { user, system } = process.cpuUsage(last);
      last = process.cpuUsage();
      return { microseconds: user + system };
    },
  };
}
