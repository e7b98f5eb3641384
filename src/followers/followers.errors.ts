import { AppError } from '../kernel/errors/app-error.js';

/** There is no such run of this account. */
export class SyncUnknown extends AppError {
  override readonly code = 'followers.sync_unknown';
  override readonly kind = 'missing';

  constructor() {
    super('There is no such follower sync of this account.');
  }
}

/** A run that is over cannot be paused, resumed or cancelled. */
export class SyncOver extends AppError {
  override readonly code = 'followers.sync_over';
  override readonly kind = 'conflict';

  constructor() {
    super('This follower sync is over. Start another one.');
  }
}

/** Website apps have no followers. */
export class NoFollowers extends AppError {
  override readonly code = 'followers.none_for_website';
  override readonly kind = 'conflict';

  constructor() {
    super('A website app has no followers; only official accounts do.');
  }
}

/** The run is no longer ours: paused, cancelled, or taken over by another instance. Nothing of this step was written. */
export class SyncLost extends AppError {
  override readonly code = 'followers.sync_lost';
  override readonly kind = 'conflict';

  constructor() {
    super('Another instance, or nobody, goes on with this follower sync.');
  }
}

/** WeChat's list ended before everybody it counts had come: nobody is marked as gone on such evidence. */
export class ListIncomplete extends AppError {
  override readonly code = 'followers.list_incomplete';
  override readonly kind = 'upstream';

  constructor(done: number, total: number) {
    super(`WeChat listed ${done} followers of the ${total} it counts. Nobody was marked as gone; try again.`);
  }
}
