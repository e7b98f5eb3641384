/** A picture, checked by its first bytes. */
export interface FetchedAvatar {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Users' pictures, fetched by us so that the console asks no other origin. */
export abstract class Avatars {
  /** The picture behind WeChat's address; null when there is none. */
  abstract at(address: string): Promise<FetchedAvatar | null>;
}
