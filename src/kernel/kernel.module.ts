import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from './clock/clock.js';
import { KeyRing } from './crypto/key-ring.js';
import { Sealer } from './crypto/sealer.js';
import { PublicAddress } from './http/public-address.js';
import { Log } from './logging/log.js';
import { Random } from './random/random.js';

/** The edges that every room may hold in its hand. */
export interface Edges {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly keys: KeyRing;
  readonly address: PublicAddress;
}

/** Time, chance, keys, the log and our own address, for every room. */
@Module({})
export class KernelModule {
  static with({ clock, random, log, keys, address }: Edges): DynamicModule {
    const providers = [
      { provide: Clock, useValue: clock },
      { provide: Random, useValue: random },
      { provide: Log, useValue: log },
      { provide: KeyRing, useValue: keys },
      { provide: Sealer, useValue: new Sealer(keys, random) },
      { provide: PublicAddress, useValue: address },
    ];
    return { module: KernelModule, global: true, providers, exports: providers };
  }
}
