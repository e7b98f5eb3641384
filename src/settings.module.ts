import { type DynamicModule, Module, type Provider } from '@nestjs/common';

/** The configuration's slices, each under the class that the room using it declares. */
@Module({})
export class SettingsModule {
  static with(providers: Provider[]): DynamicModule {
    return { module: SettingsModule, global: true, providers, exports: providers };
  }
}
