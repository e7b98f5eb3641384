import { z } from 'zod';

/** An instant in an answer. */
export const instant = z.iso.datetime().meta({ description: 'RFC 3339, UTC' });

/** The path's `:id` where it is a UUID. */
export const uuidParam = z
  .uuid()
  .meta({ description: 'Its id', examples: ['6f1c3c1e-58a7-4a43-9a5f-2f6a5c0c8a11'] });

/** The path's `:handle` of a session. */
export const sessionHandle = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .meta({ description: 'Names a session; opens nothing', examples: ['9f86d081884c7d65'] });

/** RFC 3339, or null. */
export function timeOf(instantOrNull: Date | null): string | null {
  return instantOrNull?.toISOString() ?? null;
}
