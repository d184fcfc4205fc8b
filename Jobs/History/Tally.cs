namespace Tracking.Jobs.History;

/// <summary>A weighted mean, with the effective size of what it rests on (Kish: the square of the sum of weights by the sum of their squares).</summary>
public sealed class Tally
{
    private double _weight, _squares, _sum;

    public double Mean => _weight > 0 ? _sum / _weight : 0;

    /// <summary>The sum of weights.</summary>
    public double Weight => _weight;
    public double Effective => _squares > 0 ? _weight * _weight / _squares : 0;

    public void Add(double value, double weight)
    {
        _weight += weight;
        _squares += weight * weight;
        _sum += weight * value;
    }
}
