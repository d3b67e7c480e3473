// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.GET;

import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Method;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import java.util.List;
import java.util.Set;

/// Calls of the contract that this version cannot do.
final class AbsentRoutes {
  private AbsentRoutes() {}

  static List<Route> routes() {
    String device = Api.ROOT + "/devices/{endpoint}";
    return List.of(
        absent(GET, device + "/commands", "a command queue"),
        absent(GET, Api.ROOT + "/commands/{id}", "a command queue"));
  }

  private static Route absent(Method method, String path, String what) {
    return new Route(
        method, path, Set.of("timeout", "format"), Route.Body.NONE, call -> answer(call, what));
  }

  @SuppressWarnings("unused")
  private static Reply answer(Call call, String what) {
    return Reply.problem(
        Problem.of(ProblemKind.NOT_IMPLEMENTED, "this version has not got " + what));
  }
}
