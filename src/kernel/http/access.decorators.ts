import { SetMetadata } from '@nestjs/common';

/** Under which key a route says who may use it. A route that says nothing is closed to all. */
export const ACCESS = 'lingpai:access';

/** Open to everybody: no session is read. */
export const Public = () => SetMetadata(ACCESS, { who: 'everybody' });
