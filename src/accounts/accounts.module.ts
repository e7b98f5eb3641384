import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Account } from './account.entity.js';
import { AccountRepository } from './account.repository.js';
import { AccountsService } from './accounts.service.js';
import { VerifyFileController } from './verify-file.controller.js';

/** Official accounts and website apps, by key. */
@Module({
  imports: [TypeOrmModule.forFeature([Account])],
  controllers: [VerifyFileController],
  providers: [AccountRepository, AccountsService],
  exports: [AccountsService],
})
export class AccountsModule {}
