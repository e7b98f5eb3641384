import { UserOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { User } from './users';

/** A user's picture, which the server fetches for us; their first letter while there is none. */
export function Avatar({
  user,
  size = 36,
}: {
  readonly user: Pick<User, 'id' | 'avatar_url' | 'nickname'>;
  readonly size?: number;
}) {
  const [broken, setBroken] = useState<string | null>(null);
  const { avatar_url: address } = user;
  const letter = [...(user.nickname?.trim() ?? '')][0];
  return (
    <span className="users-avatar" style={{ width: size, height: size, fontSize: size / 2 }} aria-hidden>
      {address !== null && address !== broken ? (
        <img
          alt=""
          width={size}
          height={size}
          loading="lazy"
          referrerPolicy="no-referrer"
          src={`/admin/api/users/${user.id}/avatar`}
          onError={() => setBroken(address)}
        />
      ) : (
        (letter ?? <UserOutlined />)
      )}
    </span>
  );
}
