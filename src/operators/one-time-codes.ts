import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import { Clock } from '../kernel/clock/clock.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { Sealer } from '../kernel/crypto/sealer.js';
import { Random } from '../kernel/random/random.js';
import { type KnownOperator, OperatorRepository } from './operator.repository.js';
import { CodeRefused, CodesActive, NoEnrolment, OperatorUnknown } from './operators.errors.js';

/** A secret that is shown once, to be kept by an authenticator app. */
export interface Enrolment {
  /** In base 32, for those who type it. */
  readonly secret: string;
  /** `otpauth://…` */
  readonly uri: string;
  /** The address as a QR code. */
  readonly qrSvg: string;
}

const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
const RECOVERY_CODES = 10;
const RECOVERY_LENGTH = 16;

/** One-time codes of an authenticator app (TOTP, RFC 6238), and the recovery codes that stand in for them. */
@Injectable()
export class OneTimeCodes {
  constructor(
    private readonly operators: OperatorRepository,
    private readonly sealer: Sealer,
    private readonly random: Random,
    private readonly clock: Clock,
  ) {}

  /** A new secret; codes are asked for once the first was given. @throws OperatorUnknown | CodesActive */
  async begin(operatorId: string): Promise<Enrolment> {
    const operator = await this.operators.findById(operatorId);
    if (!operator) throw new OperatorUnknown();
    if (operator.totp) throw new CodesActive();
    const secret = new Secret({ buffer: new Uint8Array(this.random.bytes(SECRET_BYTES)).buffer });
    const sealed = this.sealer.seal(secret.base32, placeOf(operatorId));
    if (!(await this.operators.beginTotp(operatorId, sealed))) throw new CodesActive();
    const uri = generator(secret, operator.name).toString();
    return { secret: secret.base32, uri, qrSvg: renderSVG(uri, { ecc: 'M', border: 4 }) };
  }

  /** The first code: from now on codes are asked for. Answers the recovery codes. @throws CodeRefused | NoEnrolment */
  async confirm(operatorId: string, code: string): Promise<string[]> {
    const operator = await this.operators.findById(operatorId);
    if (!operator?.totpSealed || operator.totp) throw new NoEnrolment();
    const first = { sealed: operator.totpSealed, step: this.stepOf(operator, operator.totpSealed, code) };
    const codes = Array.from({ length: RECOVERY_CODES }, () => this.random.alphanumeric(RECOVERY_LENGTH));
    if (!(await this.operators.confirmTotp(operatorId, first, codes.map(sha256)))) throw new NoEnrolment();
    return codes.map(grouped);
  }

  /** Takes a code of the app, once; one of a secret that waits for its first code proves nothing. @throws CodeRefused */
  async take(operatorId: string, code: string): Promise<void> {
    const operator = await this.operators.findById(operatorId);
    if (!operator?.totpSealed || !operator.totp) throw new CodeRefused();
    const step = this.stepOf(operator, operator.totpSealed, code);
    if (!(await this.operators.takeStep(operatorId, operator.totpSealed, step))) throw new CodeRefused();
  }

  /** The time step that a code is of. @throws CodeRefused when it is of none near now */
  private stepOf({ id, name }: KnownOperator, sealed: Buffer, code: string): number {
    const secret = Secret.fromBase32(this.sealer.open(sealed, placeOf(id)));
    const timestamp = this.clock.now().getTime();
    const away = generator(secret, name).validate({ token: code, timestamp, window: 1 });
    if (away === null) throw new CodeRefused();
    return Math.floor(timestamp / 1000 / PERIOD_SECONDS) + away;
  }

  /** Takes a recovery code, once; blanks and hyphens in it do not count. @throws CodeRefused */
  async takeRecovery(operatorId: string, code: string): Promise<void> {
    const bare = code.replaceAll(/[\s-]/g, '');
    if (!(await this.operators.takeRecoveryCode(operatorId, sha256(bare)))) throw new CodeRefused();
  }
}

function generator(secret: Secret, name: string): TOTP {
  return new TOTP({ issuer: 'Lingpai', label: name, secret, digits: 6, period: PERIOD_SECONDS });
}

function grouped(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/g, '$1-');
}

function placeOf(operatorId: string) {
  return { table: 'operator', column: 'totp_sealed', row: operatorId };
}
