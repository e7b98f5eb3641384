import { Get } from '@nestjs/common';
import { z } from 'zod';
import { ApiAnswer, ApiRoute } from '../../kernel/http/api-docs.js';
import { PublicAddress } from '../../kernel/http/public-address.js';
import { OperatorMay } from '../../operators/operator.decorators.js';
import { AdminSettings } from '../admin-settings.js';
import { AdminController } from '../admin.decorators.js';

/** `GET /admin/api/server`. */
const serverView = z
  .object({
    version: z.string(),
    public_url: z.url(),
    return_urls: z
      .array(z.string())
      .meta({ description: 'Where visitors may be sent back to beside this server (`RETURN_URLS`)' }),
    sandbox_url: z.url().nullable().meta({ description: 'The phone of the sandbox; null when none runs' }),
  })
  .meta({
    id: 'Server',
    examples: [
      {
        version: '0.1.0',
        public_url: 'https://wx.example.com',
        return_urls: ['https://www.example.com/member'],
        sandbox_url: null,
      },
    ],
  });

/** The server that the console belongs to, as its configuration has it. */
@AdminController('server')
export class AdminServerController {
  constructor(
    private readonly address: PublicAddress,
    private readonly settings: AdminSettings,
  ) {}

  @Get()
  @OperatorMay('overview:read')
  @ApiRoute({ operationId: 'getServer', tag: 'Overview', summary: 'The server and its configuration' })
  @ApiAnswer(200, 'What an operator may know of it.', { schema: serverView })
  get(): z.output<typeof serverView> {
    const { version, returnUrls, sandboxUrl } = this.settings;
    return {
      version,
      public_url: this.address.origin,
      return_urls: [...returnUrls],
      sandbox_url: sandboxUrl,
    };
  }
}
