// No types come with it.
declare module 'pngjs' {
  /** As much of the package as a screenshot needs. */
  export const PNG: {
    sync: {
      read(bytes: Buffer): { width: number; height: number; data: Buffer };
    };
  };
}
