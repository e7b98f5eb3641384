import { type DynamicModule, Module } from '@nestjs/common';
import { OpenApiController } from './openapi.controller.js';
import { OpenApiService, ProgramPackage } from './openapi.service.js';

/** `/openapi.json` and `/docs`. */
@Module({})
export class OpenApiModule {
  static at(program: ProgramPackage): DynamicModule {
    return {
      module: OpenApiModule,
      controllers: [OpenApiController],
      providers: [OpenApiService, { provide: ProgramPackage, useValue: program }],
    };
  }
}
