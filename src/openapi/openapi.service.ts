import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type INestApplication, Injectable } from '@nestjs/common';
import { NothingHere } from '../kernel/errors/problem.js';
import { describeApi } from './document.js';
import { DOCS_PAGE, DOCS_SCRIPT, SWAGGER_UI_FILES } from './docs-page.js';
import { type StaticAnswer, staticAnswer } from './static-answer.js';
import { loadSwagger, swaggerUiFolder } from './swagger-library.js';

/** The program that is described. */
export abstract class ProgramPackage {
  /** The folder of `package.json`. */
  abstract readonly folder: string;
  abstract readonly version: string;
}

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** The OpenAPI document and the page that shows it: made when somebody first asks, and kept. */
@Injectable()
export class OpenApiService {
  private app: INestApplication | null = null;
  private readonly made = new Map<string, Promise<StaticAnswer>>();

  constructor(private readonly program: ProgramPackage) {}

  /** The app whose routes are described. */
  describes(app: INestApplication): void {
    this.app = app;
  }

  /** `/openapi.json` */
  document(): Promise<StaticAnswer> {
    return this.once('openapi.json', async () => {
      const { folder, version } = this.program;
      const document = describeApi(this.app!, loadSwagger(folder), version);
      return staticAnswer('application/json; charset=utf-8', Buffer.from(JSON.stringify(document)));
    });
  }

  /** `/docs` */
  page(): Promise<StaticAnswer> {
    return this.once('page', () => staticAnswer(HTML, Buffer.from(DOCS_PAGE)));
  }

  /** One of the files that the page loads, by name. @throws NothingHere */
  file(name: string): Promise<StaticAnswer> {
    if (name === 'start.js') return this.once(name, () => staticAnswer(SCRIPT, Buffer.from(DOCS_SCRIPT)));
    const type = Object.hasOwn(SWAGGER_UI_FILES, name) ? SWAGGER_UI_FILES[name] : undefined;
    if (!type) throw new NothingHere();
    return this.once(name, async () =>
      staticAnswer(type, await readFile(path.join(swaggerUiFolder(this.program.folder), name))),
    );
  }

  private once(name: string, make: () => Promise<StaticAnswer>): Promise<StaticAnswer> {
    let answer = this.made.get(name);
    if (!answer) {
      answer = make();
      this.made.set(name, answer);
      // What failed is tried again.
      answer.catch(() => this.made.delete(name));
    }
    return answer;
  }
}
