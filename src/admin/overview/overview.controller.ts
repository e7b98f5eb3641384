import { Get, Query } from '@nestjs/common';
import { AccountsService } from '../../accounts/accounts.service.js';
import { LoginFiguresRepository } from '../../auth/figures/login-figures.repository.js';
import { Clock } from '../../kernel/clock/clock.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../../kernel/http/api-docs.js';
import { queryOf } from '../../kernel/http/request-input.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { AdminController } from '../admin.decorators.js';
import { OverviewRepository } from './overview.repository.js';
import { overviewOf, overviewQuery, overviewView } from './overview.schemas.js';

/** China keeps one time all the year: UTC+8. */
const CHINA_MS = 8 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The server at a glance. */
@AdminController('overview')
export class AdminOverviewController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly logins: LoginFiguresRepository,
    private readonly figures: OverviewRepository,
    private readonly clock: Clock,
  ) {}

  @Get()
  @OperatorMay('overview:read')
  @ApiRoute({
    operationId: 'getOverview',
    tag: 'Overview',
    summary: 'Sign-ins, users, follows and pushes by day',
    description: 'Days are Beijing’s. Asking again every ten seconds or so keeps it live.',
    query: overviewQuery,
  })
  @ApiAnswer(200, 'One entry for each day, also where nothing happened.', { schema: overviewView })
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  async get(@Query() query: unknown): Promise<object> {
    const { account: key, days } = queryOf(overviewQuery, query);
    const account = key === undefined ? null : await this.accounts.get(key);
    const ids = account ? [account.id] : (await this.accounts.all()).map(({ id }) => id);
    const [logins, users, pushes] = await Promise.all([
      this.logins.last(days, account?.id ?? null),
      this.figures.users(days, ids),
      this.figures.pushes(ids),
    ]);
    return overviewOf({ days: this.lastDays(days), logins, users, pushes });
  }

  private lastDays(count: number): string[] {
    const today = this.clock.now().getTime() + CHINA_MS;
    return Array.from({ length: count }, (_, at) =>
      new Date(today - (count - 1 - at) * DAY_MS).toISOString().slice(0, 10),
    );
  }
}
