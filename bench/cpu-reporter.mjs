// Loaded into a measured server by --import: answers what the process itself has used. Never keeps it alive.
process.on('message', (question) => {
  process.send(question === 'memory' ? process.memoryUsage() : process.cpuUsage());
});
process.channel?.unref();
