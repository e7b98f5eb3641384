/** One variable that cannot be used as it is. */
export interface ConfigFault {
  readonly variable: string;
  readonly message: string;
}

/** The environment cannot be used; the message lists every fault, and no value. The program exits with 78. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly faults: readonly ConfigFault[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault.variable}: ${fault.message}`).join('\n')}`,
    );
  }
}
