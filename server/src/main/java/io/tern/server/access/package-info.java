/// Who may be which endpoint (LwM2M 1.2 Core §6.3). Pure functions, any thread.
package io.tern.server.access;
