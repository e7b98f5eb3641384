import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';
import { useConfirmed } from '../../session/confirmation';
import { useLookAgain } from '../../session/session';

type TotpEnrolment = components['schemas']['TotpEnrolment'];

/** Something about one's own way in; afterwards we look anew who is signed in. */
function useChange<Asked, Answer>(change: (asked: Asked) => Promise<Answer>) {
  const confirmed = useConfirmed();
  const lookAgain = useLookAgain();
  return useMutation({
    mutationFn: (asked: Asked) => confirmed(() => change(asked)),
    onSuccess: () => lookAgain(),
    gcTime: 0,
  });
}

export function useChangePassword() {
  return useChange((password: string) =>
    answerOf(api.POST('/admin/api/session/password', { body: { password } })),
  );
}

/** A secret for an authenticator app; it counts once its first code was given. */
export function useBeginTotp() {
  return useChange<void, TotpEnrolment>(() => answerOf(api.POST('/admin/api/session/totp')));
}

export function useConfirmTotp() {
  return useChange((code: string) => answerOf(api.PUT('/admin/api/session/totp', { body: { code } })));
}

export function useEndTotp() {
  return useChange<void, unknown>(() => answerOf(api.DELETE('/admin/api/session/totp')));
}
