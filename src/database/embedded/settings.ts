/** Postgres' own parameters. Visible to everybody in the process list: no secret among them. */
export function settings(dataFolder: string, port: number, durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    timezone: 'UTC',
    // One machine's database: nobody replicates from it.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    io_method: 'sync',
    jit: 'off',
    // Its lines may quote rows, which are people's data: only why it cannot go on is worth that.
    log_min_messages: 'fatal',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return ['-D', dataFolder, ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
