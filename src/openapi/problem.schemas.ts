import { z } from 'zod';

/** The body of an error answer (RFC 9457): what `problemOf` writes. */
export const problemView = z
  .object({
    type: z.string().meta({ description: 'Names the problem; relative to this server.' }),
    title: z.string().meta({ description: 'What sort of failure it is, for people.' }),
    status: z.int().meta({ description: 'The HTTP status again.' }),
    detail: z.string().meta({ description: 'What went wrong and what to do, for people.' }),
    code: z.string().meta({ description: 'What went wrong, for programs; never changes.' }),
    request_id: z.string().meta({ description: 'Finds the line in the server’s log.' }),
    errors: z
      .array(
        z.object({
          field: z.string().meta({ description: 'The parameter or field.' }),
          message: z.string().meta({ description: 'What is wrong with it.' }),
        }),
      )
      .optional()
      .meta({ description: 'Each parameter or field that is wrong, with `request.invalid`.' }),
    wechat: z
      .object({
        errcode: z.int().meta({ description: 'WeChat’s number for the failure.' }),
        errmsg: z.string().meta({ description: 'WeChat’s words.' }),
        rid: z.string().optional().meta({ description: 'WeChat’s number for the request.' }),
      })
      .optional()
      .meta({ description: 'What WeChat said, where WeChat refused.' }),
  })
  .meta({
    id: 'Problem',
    description: 'A failure, as `application/problem+json` (RFC 9457). It never holds a secret or a token.',
    examples: [
      {
        type: '/errors/account.not_found',
        title: 'Not found',
        status: 404,
        detail: 'There is no such account.',
        code: 'account.not_found',
        request_id: 'k3v9x2ab',
      },
    ],
  });
