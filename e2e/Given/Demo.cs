namespace Tracking.EndToEnd.Given;

/// <summary>What <c>demo.json</c> tells a script.</summary>
public sealed record Demo(string Url, DemoSignIn Ops, string ApiKey, Dictionary<string, string> PushSecrets, DemoOrder[] Orders);

/// <summary>The demo's ops sign-in.</summary>
public sealed record DemoSignIn(string Email, string Password);

/// <summary>An order of the demo and the kind of journey it shows.</summary>
public sealed record DemoOrder(string Number, string Email, string Token, string Story);
