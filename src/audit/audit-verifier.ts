import { Injectable } from '@nestjs/common';
import { BEFORE_THE_FIRST, proofOf } from './audit-digest.js';
import { AuditRepository, type ProvenLine } from './audit.repository.js';

/** What is wrong at a line of the record. */
export type AuditFault = 'missing_before' | 'altered' | 'key_unknown';

/** What a look at the whole record found. */
export interface AuditVerdict {
  readonly lines: number;
  /** The first line that does not hold, and why; null: all do. */
  readonly fault: { readonly id: string; readonly why: AuditFault } | null;
  /**
   * The last line and its proof. Kept elsewhere, it shows later whether the end was cut off: nothing in the
   * database can.
   */
  readonly head: { readonly id: string; readonly proof: string } | null;
}

/** A line that must be there, as a verdict named it before. */
export interface ExpectedHead {
  readonly id: string;
  readonly proof: string;
}

const AT_ONCE = 2_000;

/** Looks whether the record is whole: no line altered, none missing between two others. */
@Injectable()
export class AuditVerifier {
  constructor(private readonly rows: AuditRepository) {}

  /** Reads it from the first line to the last; `expected`, when given, must be among them. */
  async verify(expected?: ExpectedHead): Promise<AuditVerdict> {
    let last: ProvenLine | null = null;
    let lines = 0;
    let met = expected === undefined;
    for (;;) {
      const part: ProvenLine[] = await this.rows.after(last?.id ?? '0', AT_ONCE);
      if (part.length === 0) break;
      for (const line of part) {
        const why = this.faultOf(line, last);
        if (why) return { lines, fault: { id: line.id, why }, head: headOf(last) };
        if (expected?.id === line.id) {
          met = expected.proof === line.digest.toString('hex');
          if (!met) return { lines, fault: { id: line.id, why: 'altered' }, head: headOf(last) };
        }
        last = line;
        lines += 1;
      }
    }
    const fault = met ? null : { id: expected!.id, why: 'missing_before' as const };
    return { lines, fault, head: headOf(last) };
  }

  private faultOf(line: ProvenLine, last: ProvenLine | null): AuditFault | null {
    if (BigInt(line.id) !== BigInt(last?.id ?? 0) + 1n) return 'missing_before';
    const key = this.rows.keyOf(line.keyId);
    if (!key) return 'key_unknown';
    return proofOf(line, last?.digest ?? BEFORE_THE_FIRST, key).equals(line.digest) ? null : 'altered';
  }
}

function headOf(line: ProvenLine | null): AuditVerdict['head'] {
  return line && { id: line.id, proof: line.digest.toString('hex') };
}
