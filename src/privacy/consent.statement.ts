import sql, { type Sql } from 'sql-template-tag';

/**
 * Part of the statement that signs somebody in: writes down that they agreed to `scope`, when they tapped, and after
 * reading which text, if there is no such consent yet. A text that we never showed counts as none.
 */
export function keepConsent(
  { stateHash, scope }: { readonly stateHash: Buffer; readonly scope: string },
  user: Sql,
  condition: Sql,
): Sql {
  return sql`
    INSERT INTO consent (user_id, scope, text_version, at)
    SELECT ${user}, ${scope}::text, text.version, begun.created_at
    FROM login_attempt begun LEFT JOIN consent_text text ON text.version = begun.notice
    WHERE begun.state_hash = ${stateHash} AND ${condition}
      AND NOT EXISTS (
        SELECT FROM consent held WHERE held.user_id = ${user} AND held.scope = ${scope}::text
          AND held.withdrawn_at IS NULL AND held.text_version IS NOT DISTINCT FROM text.version)`;
}
