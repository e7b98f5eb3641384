import { Module } from '@nestjs/common';
import { DemoController } from './demo.controller.js';

/** Example business pages. */
@Module({ controllers: [DemoController] })
export class DemoModule {}
