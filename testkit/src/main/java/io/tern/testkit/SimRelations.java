// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.BodySource;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Token;
import java.util.ArrayList;
import java.util.List;

/// Stands between an endpoint and its handler and counts: every request is answered once, every
/// relation ends once.
final class SimRelations {
  private final List<Watched> watched = new ArrayList<>();
  private int asked;
  private int answered;
  private int ended;

  /// `handler`, watched.
  Handler watch(Handler handler) {
    return new Handler() {
      @Override
      public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
        asked++;
        handler.onRequest(peer, request, new WatchedResponder(responder), nowNanos);
      }

      @Override
      public Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
        Reception reception = handler.onBody(peer, request, head, nowNanos);
        return reception instanceof Reception.Pieces(BodySink sink, Handler then)
            ? new Reception.Pieces(sink, watch(then))
            : reception;
      }
    };
  }

  /// How many relations are not over.
  int alive() {
    return watched.size() - ended;
  }

  List<String> violations() {
    List<String> found = new ArrayList<>();
    if (asked != answered) {
      found.add(asked + " requests at the handler, " + answered + " answers");
    }
    watched.stream()
        .filter(relation -> relation.ends > 1)
        .forEach(relation -> found.add("a relation ended " + relation.ends + " times"));
    return found;
  }

  private final class WatchedResponder implements Responder {
    private final Responder responder;

    WatchedResponder(Responder responder) {
      this.responder = responder;
    }

    @Override
    public void respond(Response response, long nowNanos) {
      answered++;
      responder.respond(response, nowNanos);
    }

    @Override
    public void respond(Response head, BodySource body, long nowNanos) {
      answered++;
      responder.respond(head, body, nowNanos);
    }

    @Override
    public Relation respondObserving(Response response, RelationListener listener, long nowNanos) {
      answered++;
      var relation = new Watched(listener);
      watched.add(relation);
      Relation real = responder.respondObserving(response, relation, nowNanos);
      return relation.around(real);
    }
  }

  private final class Watched implements Responder.RelationListener {
    private final Responder.RelationListener listener;
    private int ends;

    Watched(Responder.RelationListener listener) {
      this.listener = listener;
    }

    @Override
    public void onDelivered(long nowNanos) {
      listener.onDelivered(nowNanos);
    }

    @Override
    public void onEnded(Responder.EndReason reason, long nowNanos) {
      over();
      listener.onEnded(reason, nowNanos);
    }

    private void over() {
      ended += ends == 0 ? 1 : 0;
      ends++;
    }

    Responder.Relation around(Responder.Relation real) {
      return new Responder.Relation() {
        @Override
        public Token token() {
          return real.token();
        }

        @Override
        public Peer peer() {
          return real.peer();
        }

        @Override
        public void notify(Response response, boolean confirmable, long nowNanos) {
          if (!response.code().isSuccess() && ends == 0) {
            over();
          }
          real.notify(response, confirmable, nowNanos);
        }

        @Override
        public void end() {
          if (ends == 0) {
            over();
          }
          real.end();
        }
      };
    }
  }
}
