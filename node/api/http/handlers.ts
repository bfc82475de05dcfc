import type { RouteBody, RouteName, RouteParams, RouteQuery, RouteResponse } from '@veilgrid/protocol/routes';

/** Parsed arguments as a handler gets them: defaults filled in. */
export interface Call<N extends RouteName> {
  readonly params: RouteParams<N>;
  readonly query: RouteQuery<N>;
  readonly body: RouteBody<N>;
}

export type Handler<N extends RouteName> = (call: Call<N>) => RouteResponse<N> | Promise<RouteResponse<N>>;
export type Handlers = { readonly [N in RouteName]: Handler<N> };
