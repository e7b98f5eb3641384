import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import { Clock } from '../kernel/clock/clock.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { Sealer } from '../kernel/crypto/sealer.js';
import { Random } from '../kernel/random/random.js';
import { OperatorRepository } from './operator.repository.js';
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
    await this.operators.beginTotp(operatorId, this.sealer.seal(secret.base32, placeOf(operatorId)));
    const uri = generator(secret, operator.name).toString();
    return { secret: secret.base32, uri, qrSvg: renderSVG(uri, { ecc: 'M', border: 4 }) };
  }

  /** The first code: from now on codes are asked for. Answers the recovery codes. @throws CodeRefused | NoEnrolment */
  async confirm(operatorId: string, code: string): Promise<string[]> {
    const operator = await this.operators.findById(operatorId);
    if (!operator?.totpSealed || operator.totp) throw new NoEnrolment();
    await this.take(operatorId, code);
    const codes = Array.from({ length: RECOVERY_CODES }, () => this.random.alphanumeric(RECOVERY_LENGTH));
    await this.operators.confirmTotp(operatorId, codes.map(sha256));
    return codes.map(grouped);
  }

  /** Takes a code of the app, once. @throws CodeRefused */
  async take(operatorId: string, code: string): Promise<void> {
    const operator = await this.operators.findById(operatorId);
    if (!operator?.totpSealed) throw new CodeRefused();
    const secret = Secret.fromBase32(this.sealer.open(operator.totpSealed, placeOf(operatorId)));
    const timestamp = this.clock.now().getTime();
    const away = generator(secret, operator.name).validate({ token: code, timestamp, window: 1 });
    if (away === null) throw new CodeRefused();
    const step = Math.floor(timestamp / 1000 / PERIOD_SECONDS) + away;
    if (!(await this.operators.takeStep(operatorId, step))) throw new CodeRefused();
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
