namespace Tracking.Core.Postgres;

/// <summary>Forecasts of loss whose chance lay in one tenth, and what came of them.</summary>
/// <param name="Tenth">0 for chances below 0.1, 9 for those from 0.9 on.</param>
/// <param name="Told">The mean of the chances told.</param>
public sealed record LossBin(int Tenth, long Forecasts, double Told, long Lost);
