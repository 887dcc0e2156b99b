/** Which methods a path has, for telling a wrong method from a path that is not there. */
export class KnownRoutes {
  private readonly routes: { readonly method: string; readonly matches: RegExp }[] = [];

  /** `url` is a pattern of the router: `/v1/agents/:id`. Catch-all routes say nothing about what exists and are left out. */
  add(methods: string | readonly string[], url: string): void {
    if (url.includes('*')) return;
    const pattern = url.split('/').map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[^\w-]/g, '\\$&')));
    const matches = new RegExp(`^${pattern.join('/')}$`);
    for (const method of [methods].flat()) this.routes.push({ method, matches });
  }

  /** Sorted; empty for a path that no route has. `url` may carry a query. */
  methodsOf(url: string): string[] {
    const [path = ''] = url.split('?', 1);
    return [...new Set(this.routes.filter(({ matches }) => matches.test(path)).map(({ method }) => method))].sort();
  }
}
